import type { Subscribable } from '@onetake/core/client'
import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { whenMounted } from './when-mounted.ts'

/** What `read` sees in a store, which may be another one later. Listened to until the scope ends. */
export function useSnapshot<Store extends Subscribable<unknown>, Result>(
  store: ComputedRef<Store>,
  read: (store: Store) => Result,
): ComputedRef<Result> {
  const bell = shallowRef({})
  const ring = () => {
    bell.value = {}
  }
  whenMounted(() => {
    watch(store, (source, _before, onCleanup) => onCleanup(source.subscribe(ring)), { immediate: true })
  })
  return computed(() => {
    void bell.value
    return read(store.value)
  })
}
