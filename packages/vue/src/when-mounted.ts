import { getCurrentInstance, onMounted } from 'vue'

/**
 * Run in the browser only, and not before what the server has drawn was taken over. At once outside
 * of a component.
 */
export function whenMounted(run: () => void): void {
  if (getCurrentInstance()) onMounted(run)
  else run()
}
