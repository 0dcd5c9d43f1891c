import { Directive, effect, ElementRef, inject, input } from '@angular/core'
import type { NitroliteClient } from 'vue-nitrolite/core'
import type { SessionCloserElement, SessionCloserElementProperties } from 'vue-nitrolite/element'

/**
 * Gives templates the types of the properties of `<session-closer>`; those of its events come with the library. Without it,
 * use `CUSTOM_ELEMENTS_SCHEMA`, which checks no properties.
 */
@Directive({ selector: 'session-closer' })
export class SessionCloserDirective {
  readonly client = input.required<NitroliteClient>()
  readonly sessionId = input<string>()
  readonly names = input<SessionCloserElementProperties['names']>()

  constructor() {
    const { nativeElement } = inject<ElementRef<SessionCloserElement>>(ElementRef)
    effect(() => {
      Object.assign(nativeElement, { client: this.client(), sessionId: this.sessionId(), names: this.names() })
    })
  }
}
