/** A range of bytes; `end` is the last byte, as in HTTP. */
export interface Slice {
  start: number;
  end: number;
}

/**
 * 8 MiB: at 140 KB/s a slice still arrives within the 60 s after which kube-apiserver cuts a request, and what a cut
 * costs is small.
 */
export const sliceBytes = 8 * 1024 * 1024;

/** The slices that make up `size` bytes. */
export function slicesOf(size: number, bytes = sliceBytes): Slice[] {
  const count = Math.ceil(size / bytes);
  return Array.from({ length: count }, (_, index) => ({
    start: index * bytes,
    end: Math.min(size, (index + 1) * bytes) - 1,
  }));
}

/** `bytes=0-99` */
export function rangeHeader({ start, end }: Slice): string {
  return `bytes=${start}-${end}`;
}

/** The whole size out of `bytes 0-99/12345`, undefined if the header says nothing of the kind. */
export function totalOf(contentRange: string | undefined): number | undefined {
  const total = /^bytes \d+-\d+\/(\d+)$/.exec(contentRange ?? '')?.[1];
  return total === undefined ? undefined : Number(total);
}
