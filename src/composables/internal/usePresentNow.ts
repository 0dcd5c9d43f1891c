import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { RoomPeople } from '../../core/cosigning/transport'
import type { Address } from '../../core/types'
import type { ReadonlyRef } from '../composableOptions'

/**
 * Which other participants are in a room now; null without a room, and where nobody knows that.
 * @param room the room that is shown; null while there is none
 */
export function usePresentNow(room: () => RoomPeople | null): ReadonlyRef<readonly Address[] | null> {
  const presentNow = shallowRef<readonly Address[] | null>(null)
  let stopFollowing = (): void => {}

  watch(room, (shown) => {
    stopFollowing()
    const follow = (): void => { presentNow.value = shown?.presentNow ?? null }
    stopFollowing = shown?.subscribe(follow) ?? (() => {})
    follow()
  }, { immediate: true, flush: 'sync' })
  onScopeDispose(() => { stopFollowing() }, true)
  return computed(() => presentNow.value)
}
