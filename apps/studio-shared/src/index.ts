export {
  CHARACTER_FILES,
  FRAME_RATES,
  NEW_EXPORT_FORM,
  TARGETS,
  toExportInput,
  TRAVELS,
  type ExportForm,
} from './export-form.ts'
export { FAILURE_TITLES } from './failure-title.ts'
export { fileBadge, FILE_NOTES } from './file-notes.ts'
export { followCharacter } from './follow-character.ts'
export { formatBytes } from './format-bytes.ts'
export { formatElapsed } from './format-elapsed.ts'
export { inAddress, toAddress, type AddressKey } from './job-in-address.ts'
export {
  FOOT_LOCKING,
  MOST_VARIANTS,
  readMotionForm,
  toMotionInput,
  writeMotionForm,
  type MotionForm,
} from './motion-form.ts'
export { announcement, phaseText, type PhaseText } from './phase-text.ts'
export { EXAMPLE_PROMPTS } from './example-prompts.ts'
export { BACKDROPS, CAMERAS, NEW_RENDER_FORM, toRenderInput, type RenderForm } from './render-form.ts'
export { underWay } from './under-way.ts'
export { isToldBeside, wrongWith } from './wrong-with.ts'
export { variantsOf, type VariantFiles } from './variants-of.ts'
