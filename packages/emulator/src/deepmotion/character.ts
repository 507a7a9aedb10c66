/** A character model: one of the house, or one that the account stored. */
export interface CharacterRecord {
  readonly id: string
  readonly name: string
  readonly platform: 'custom' | 'deepmotion' | 'roblox'
  readonly rigId: string
  readonly createdAt: number
  readonly changedAt: number
  /** Upload that holds the model; null for stock models and for models stored from a foreign URL. */
  readonly modelObjectId: string | null
  /** Extension of the model file in lower case, `` where unknown. */
  readonly modelExtension: string
  readonly thumbObjectId: string | null
  readonly hasThumb: boolean
  /** A signed URL of ours was stored that nothing had been uploaded to. */
  readonly missing: boolean
}

const stock = (
  id: string,
  name: string,
  platform: CharacterRecord['platform'],
  rigId: string,
): CharacterRecord => ({
  id,
  name,
  platform,
  rigId,
  createdAt: Date.UTC(2024, 0, 1),
  changedAt: Date.UTC(2024, 0, 1),
  modelObjectId: null,
  modelExtension: 'glb',
  thumbObjectId: null,
  hasThumb: true,
  missing: false,
})

/** Models that every account can use. */
export const stockCharacters: readonly CharacterRecord[] = [
  stock('65c0ffee0000000000000001', 'Female Generic', 'deepmotion', 'dm-standard'),
  stock('65c0ffee0000000000000002', 'Male Generic', 'deepmotion', 'dm-standard'),
  stock('65c0ffee0000000000000003', 'Roblox R15', 'roblox', 'roblox-r15'),
]
