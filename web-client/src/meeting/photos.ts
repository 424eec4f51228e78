import type { PhotoId, Timestamp } from '../generated/protocol';

/** A group photo that this participant may have (`GET /api/join/photos`). */
export interface OwnPhoto {
  photo: PhotoId;
  taken_at: Timestamp;
  width: number;
  height: number;
}

const headers = (pass: string) => ({ Authorization: `Bearer ${pass}` });

/** None while the session is on, or where none is to be had. */
export async function ownPhotos(pass: string): Promise<OwnPhoto[]> {
  try {
    const response = await fetch('/api/join/photos', { headers: headers(pass) });
    return response.ok ? ((await response.json()) as OwnPhoto[]) : [];
  } catch {
    return [];
  }
}

/** The picture, as it would be saved; `null` when it does not come. */
export async function ownPicture(pass: string, photo: PhotoId): Promise<File | null> {
  try {
    const response = await fetch(`/api/join/photos/${photo}/file`, { headers: headers(pass) });
    if (!response.ok) return null;
    const content = await response.blob();
    const ending = content.type === 'image/png' ? 'png' : 'jpg';
    return new File([content], `group-photo-${photo}.${ending}`, { type: content.type });
  } catch {
    return null;
  }
}
