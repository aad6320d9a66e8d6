import { type ChangeEvent, useRef, useState } from 'react';
import type { StoredBlob } from '../api/answers.ts';
import { upload } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { FORM_TEXTS } from '../texts/form.ts';
import { useUploads } from './uploads.ts';
import type { StoredFile } from './values.ts';
import './file-field.css';

interface Pending {
  readonly key: number;
  readonly file: File;
  readonly failed?: string;
}

interface FileFieldProps {
  readonly photos?: boolean;
  readonly label: string;
  readonly most: number;
  readonly id?: string;
  readonly value?: readonly StoredFile[];
  readonly onChange?: (files: readonly StoredFile[]) => void;
}

let keys = 0;

/** Files as evidence: from the camera by one tap, stored at once, so that a form holds their hashes alone. */
export function FileField({ photos = false, label, most, id, value = [], onChange }: FileFieldProps) {
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const uploads = useUploads();
  /** Taken away while they were on their way. */
  const dropped = useRef(new Set<number>());
  const pictures = useRef(new Map<string, string>());
  // Several uploads end in any order: each adds to what is there then.
  const current = useRef(value);
  current.current = value;

  const store = (one: Pending) => uploads.follow(one.key, storing(one));
  const storing = async (one: Pending): Promise<boolean> => {
    setPending((before) => [...before.filter(({ key }) => key !== one.key), one]);
    try {
      const { sha256, type } = await upload<StoredBlob>('/blobs', one.file);
      if (dropped.current.has(one.key)) return true;
      if (type.startsWith('image/')) pictures.current.set(sha256, URL.createObjectURL(one.file));
      setPending((before) => before.filter(({ key }) => key !== one.key));
      if (current.current.some((stored) => stored.sha256 === sha256)) return true;
      current.current = [...current.current, { sha256, name: one.file.name, type }];
      onChange?.(current.current);
      return true;
    } catch (error) {
      const failed = problemOf(error).body.detail;
      setPending((before) => before.map((other) => (other.key === one.key ? { ...one, failed } : other)));
      return false;
    }
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const room = most - value.length - pending.length;
    for (const file of [...(event.target.files ?? [])].slice(0, Math.max(0, room))) {
      keys += 1;
      store({ key: keys, file });
    }
    event.target.value = '';
  };
  const drop = (key: number) => {
    dropped.current.add(key);
    uploads.forget(key);
    setPending((before) => before.filter((one) => one.key !== key));
  };
  const remove = (sha256: string) => onChange?.(value.filter((stored) => stored.sha256 !== sha256));

  return (
    <div className="file-field">
      {value.map(({ sha256, name }) => (
        <figure key={sha256}>
          {pictures.current.has(sha256) ? <img src={pictures.current.get(sha256)} alt={name} /> : <span>{name}</span>}
          <button type="button" aria-label={FORM_TEXTS.removeFile(name)} onClick={() => remove(sha256)}>
            ×
          </button>
        </figure>
      ))}
      {pending.map((one) => (
        <figure key={one.key} className={one.failed === undefined ? 'pending' : 'failed'}>
          <span role={one.failed === undefined ? 'status' : 'alert'}>
            {one.file.name} {one.failed === undefined ? FORM_TEXTS.uploading : FORM_TEXTS.uploadFailed}
            {one.failed !== undefined && <small>{one.failed}</small>}
          </span>
          {one.failed !== undefined && (
            <button type="button" className="again" onClick={() => store({ key: one.key, file: one.file })}>
              {FORM_TEXTS.again}
            </button>
          )}
          <button type="button" aria-label={FORM_TEXTS.removeFile(one.file.name)} onClick={() => drop(one.key)}>
            ×
          </button>
        </figure>
      ))}
      <label className="choose">
        <input
          type="file"
          multiple
          onChange={choose}
          aria-label={label}
          {...(id === undefined ? {} : { id })}
          {...(photos ? { accept: 'image/*' } : {})}
        />
        <span>{photos ? FORM_TEXTS.takePhoto : FORM_TEXTS.chooseFile}</span>
      </label>
    </div>
  );
}
