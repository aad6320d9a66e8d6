import { type ChangeEvent, useEffect, useState } from 'react';
import type { KeptPhoto } from '../../offline/outbox.ts';
import { REGISTER_TEXTS } from '../../texts/register.ts';

/** What the interface takes (src/api/routes/blobs.ts). */
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_PHOTOS = 20;

interface Props {
  readonly photos: readonly KeptPhoto[];
  readonly onChange: (photos: readonly KeptPhoto[]) => void;
}

/** Photos from the camera or the album, shown at once, sent later. */
export function PhotoStrip({ photos, onChange }: Props) {
  const [refused, setRefused] = useState<readonly string[]>([]);
  const add = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    const fitting = files.filter(({ size }) => size <= MOST_BYTES);
    setRefused(files.filter(({ size }) => size > MOST_BYTES).map(({ name }) => name));
    onChange([...photos, ...fitting.map((file) => ({ name: file.name, file }))].slice(0, MOST_PHOTOS));
    event.target.value = '';
  };
  return (
    <>
      <div className="photo-strip">
        {photos.map((photo, nth) => (
          <Photo
            // biome-ignore lint/suspicious/noArrayIndexKey: a photo has no name of its own, and the order is what people see
            key={nth}
            photo={photo}
            nth={nth + 1}
            onRemove={() => onChange(photos.filter((_, i) => i !== nth))}
          />
        ))}
      </div>
      <div className="photo-buttons">
        <label className="photo-button main">
          <input type="file" accept="image/*" capture="environment" onChange={add} />
          <span>{REGISTER_TEXTS.take}</span>
        </label>
        <label className="photo-button">
          <input type="file" accept="image/*" multiple onChange={add} />
          <span>{REGISTER_TEXTS.pick}</span>
        </label>
      </div>
      {refused.map((name) => (
        <p key={name} className="fault" role="alert">
          {REGISTER_TEXTS.tooLarge(name)}
        </p>
      ))}
    </>
  );
}

function Photo({
  photo,
  nth,
  onRemove,
}: {
  readonly photo: KeptPhoto;
  readonly nth: number;
  readonly onRemove: () => void;
}) {
  const [url, setUrl] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(photo.file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [photo.file]);
  return (
    <figure>
      {url !== '' && <img src={url} alt={REGISTER_TEXTS.photoAlt(nth)} />}
      <button type="button" aria-label={REGISTER_TEXTS.removePhoto(nth)} onClick={onRemove}>
        ×
      </button>
    </figure>
  );
}
