import { inAddress, toAddress, type AddressKey } from '@onetake/studio-shared'
import { customRef, onScopeDispose, type Ref } from 'vue'

/** The job that the address names; writing to it names another. Back and Forward count. */
export function useAddress(key: AddressKey): Ref<string | undefined> {
  let id = inAddress(key)
  return customRef((track, trigger) => {
    const read = () => {
      id = inAddress(key)
      trigger()
    }
    addEventListener('popstate', read)
    onScopeDispose(() => removeEventListener('popstate', read))
    return {
      get() {
        track()
        return id
      },
      set(next) {
        toAddress(key, next)
        read()
      },
    }
  })
}
