import { inAddress, toAddress, type AddressKey } from '@onetake/studio-shared'
import { useCallback, useEffect, useState } from 'react'

/** The job that the address names, and how to name another; Back and Forward count. */
export function useAddress(key: AddressKey): [string | undefined, (id: string | undefined) => void] {
  const [id, setId] = useState(() => inAddress(key))
  useEffect(() => {
    const read = () => setId(inAddress(key))
    addEventListener('popstate', read)
    return () => removeEventListener('popstate', read)
  }, [key])
  const show = useCallback(
    (next: string | undefined) => {
      toAddress(key, next)
      setId(next)
    },
    [key],
  )
  return [id, show]
}
