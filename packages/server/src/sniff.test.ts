import { expect, it } from 'vitest'
import { sniff } from './sniff.ts'

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

it.each([
  ['mp4', 'video/mp4', '\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41'],
  ['mov', 'video/quicktime', '\0\0\0\x14ftypqt  \0\0\x02\0qt  '],
  ['mov', 'video/quicktime', '\0\0\0\x08wide\0\x10\0\0mdat'],
  ['m4a', 'audio/mp4', '\0\0\0\x1cftypM4A \0\0\x02\0M4A isomiso2'],
  [
    'webm',
    'video/webm',
    '\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm\x42\x87\x81\x04',
  ],
  ['mkv', 'video/matroska', '\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x88matroska'],
  ['avi', 'video/x-msvideo', 'RIFF\x24\0\0\0AVI LIST'],
  ['jpg', 'image/jpeg', '\xff\xd8\xff\xe0\0\x10JFIF'],
  ['png', 'image/png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
  ['webp', 'image/webp', 'RIFF\x24\0\0\0WEBPVP8 '],
  ['wav', 'audio/wav', 'RIFF\x24\0\0\0WAVEfmt '],
  ['wav', 'audio/wav', 'RF64\xff\xff\xff\xffWAVEds64'],
  ['mp3', 'audio/mpeg', 'ID3\x04\0\0\0\0\0\x23TSSE'],
  ['mp3', 'audio/mpeg', '\xff\xfb\x90\x64\0'],
  ['ogg', 'audio/ogg', 'OggS\0\x02'],
  ['flac', 'audio/flac', 'fLaC\0\0\0\x22'],
  ['glb', 'model/gltf-binary', 'glTF\x02\0\0\0\x10\0\0\0'],
  ['gltf', 'model/gltf+json', '{\n  "asset" : {\n    "generator" : "Khronos glTF Blender I/O"'],
  ['fbx', 'application/x.autodesk.fbx', 'Kaydara FBX Binary  \0\x1a\0'],
  ['fbx', 'application/x.autodesk.fbx', '; FBX 7.7.0 project file'],
  ['json', 'application/json', '{"error":"asset not found"}'],
  ['html', 'text/html', '<!DOCTYPE html>'],
  ['bin', 'application/octet-stream', 'hello'],
  ['bin', 'application/octet-stream', ''],
])('%s is %s', (extension, mediaType, head) => {
  expect(sniff(latin(head))).toEqual({ extension, mediaType })
})
