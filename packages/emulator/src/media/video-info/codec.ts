/** What containers call a codec, and what FFmpeg does. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  h264: ['avc1', 'avc3', 'h264', 'x264', 'v_mpeg4/iso/avc'],
  hevc: ['hvc1', 'hev1', 'hevc', 'v_mpegh/iso/hevc'],
  vp8: ['vp08', 'vp80', 'v_vp8'],
  vp9: ['vp09', 'vp90', 'v_vp9'],
  av1: ['av01', 'v_av1'],
  mpeg4: ['mp4v', 'xvid', 'divx', 'dx50', 'fmp4', 'v_mpeg4/iso/asp', 'v_mpeg4/iso/sp'],
  mjpeg: ['mjpg', 'mjpa', 'mjpb', 'jpeg', 'v_mjpeg'],
  prores: ['apch', 'apcn', 'apcs', 'apco', 'ap4h', 'ap4x', 'v_prores'],
  h263: ['s263', 'h263'],
}

/** @param name - A four-character code or a Matroska codec id, in any case. */
export function codecOf(name: string): string {
  const plain = name.trim().toLowerCase()
  return Object.keys(NAMES).find((codec) => NAMES[codec]?.includes(plain)) ?? plain
}
