/** What stands for a format where there is room for four letters. */
export const fileBadge = (format: string): string => (format === 'unitypackage' ? 'unity' : format)

/** What each format is good for, in a few words. */
export const FILE_NOTES: Readonly<Record<string, string>> = {
  glb: 'Character and motion for the web',
  fbx: 'Unity, Unreal, Maya',
  bvh: 'The motion alone',
  mp4: 'Video',
  zip: 'All in one; unpack it, or open it with the add-on inside',
  unitypackage: 'Unity: Assets, Import Package',
  tgz: 'Unity: Package Manager, from a tarball',
}
