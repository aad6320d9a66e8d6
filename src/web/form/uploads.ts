import { createContext, useContext, useState } from 'react';

/** Files of a form that are on their way: it is not sent without one that somebody has chosen. */
export interface Uploads {
  /** Follows an upload; the promise says whether it was stored. */
  follow(key: number, stored: Promise<boolean>): void;
  /** Somebody took the file away. */
  forget(key: number): void;
  /** Waits for what is under way; false if something was not stored. */
  settled(): Promise<boolean>;
}

function createUploads(): Uploads {
  const all = new Map<number, Promise<boolean>>();
  return {
    follow: (key, stored) => void all.set(key, stored),
    forget: (key) => void all.delete(key),
    settled: async () => (await Promise.all(all.values())).every(Boolean),
  };
}

const UploadsContext = createContext<Uploads>(createUploads());

export const UploadsProvider = UploadsContext.Provider;

/** The uploads of the form around. */
export function useUploads(): Uploads {
  return useContext(UploadsContext);
}

/** A form's own uploads. */
export function useOwnUploads(): Uploads {
  const [uploads] = useState(createUploads);
  return uploads;
}
