import { type ChangeEvent, useState } from 'react';
import { PUBLIC_TEXTS } from '../texts/public-tipoff.ts';
import type { Terms } from './answers.ts';

const MB = 1024 * 1024;

interface Props {
  readonly terms: Terms;
  readonly photos: readonly File[];
  readonly onChange: (photos: readonly File[]) => void;
}

/** Photos that the interface would take; of the others it is said at once why not. */
export function PhotoField({ terms: { attachments }, photos, onChange }: Props) {
  const [faults, setFaults] = useState<readonly string[]>([]);
  const { most, bytes, types } = attachments;
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    const faultOf = ({ name, size, type }: File) => {
      if (!types.includes(type)) return PUBLIC_TEXTS.notPhoto(name);
      return size > bytes ? PUBLIC_TEXTS.tooLarge(name, bytes / MB) : undefined;
    };
    const fitting = [...photos, ...files.filter((file) => faultOf(file) === undefined)];
    setFaults([
      ...files.flatMap((file) => faultOf(file) ?? []),
      ...(fitting.length > most ? [PUBLIC_TEXTS.tooMany(most)] : []),
    ]);
    onChange(fitting.slice(0, most));
    target.value = '';
  };
  return (
    <div className="photos">
      <p>{PUBLIC_TEXTS.photos}</p>
      <ul>
        {photos.map((photo, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two photos may have one name
          <li key={nth}>
            {photo.name}{' '}
            <button
              type="button"
              aria-label={PUBLIC_TEXTS.removePhoto(photo.name)}
              onClick={() => onChange(photos.filter((_, other) => other !== nth))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <label className="choose">
        <input type="file" accept={types.join(',')} multiple onChange={choose} />
        <span>{PUBLIC_TEXTS.addPhoto}</span>
      </label>
      <p className="dim">{PUBLIC_TEXTS.photosHint(most, bytes / MB)}</p>
      {faults.map((words) => (
        <p key={words} role="alert" className="fault">
          {words}
        </p>
      ))}
    </div>
  );
}
