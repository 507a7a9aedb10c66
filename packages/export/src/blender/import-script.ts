import { BLENDER_ADDON } from '../bundle/shipped-files.ts'

/**
 * The Python script of a Blender bundle, the same bytes in every bundle: whatever differs is read from `bundle.json`,
 * so no name a user chose is ever part of a program. The add-on imports by the same file.
 *
 * ASCII. Blender 3.4 to 5.x.
 */
export const IMPORT_SCRIPT: string = BLENDER_ADDON['import_bundle.py'] ?? ''
