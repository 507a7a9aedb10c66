/** What each format is good for, in a few words. */
export const FILE_NOTES: Readonly<Record<string, string>> = {
  glb: 'Character and motion for the web',
  fbx: 'Unity, Unreal, Maya',
  bvh: 'The motion alone',
  mp4: 'Video',
}
