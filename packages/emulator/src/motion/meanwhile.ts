import type { Action } from './action.ts'
import { clamp } from './curve.ts'
import { hangingArm, mixNumbers, type ArmPose } from './pose.ts'

/** One action whose arms do what another's do, as far as those are busy; the legs and the way stay its own. */
export const meanwhile = (action: Action, busy: Action): Action => ({
  ...action,
  pose: (time, feet) => {
    const pose = action.pose(time, feet)
    const { left, right } = busy.pose(time, feet)
    return {
      ...pose,
      left: mixNumbers(pose.left, left, effort(left)),
      right: mixNumbers(pose.right, right, effort(right)),
    }
  },
})

/** 0 for an arm that hangs, 1 for one that is clearly up to something. */
function effort(arm: ArmPose): number {
  const keys = ['abduct', 'flex', 'elbow'] as const
  return clamp((keys.reduce((sum, key) => sum + Math.abs(arm[key] - hangingArm[key]), 0) - 10) / 50, 0, 1)
}
