import { Component, computed, inject, signal } from '@angular/core'
import { names, type OpenScenario } from '../../scenarios/scenarios.js'
import { sessions } from './client'
import { NitroliteService } from './nitrolite.service'
import { SessionCloserDirective } from './session-closer.directive'

@Component({
  selector: 'app-root',
  imports: [SessionCloserDirective],
  template: `
    <main>
      <h1>vue-nitrolite with Angular</h1>
      <nav>
        @for (each of sessions; track each.sessionId) {
          <button (click)="choose(each)">{{ each.name }}</button>
        }
      </nav>
      @if (scenario(); as chosen) {
        <article>
          <h2>{{ chosen.name }}</h2>
          <p>{{ chosen.story }}</p>
          <button [disabled]="closing() !== undefined" (click)="nitrolite.close(chosen.sessionId, chosen.allocations)">
            Close the session
          </button>
          <p role="status">{{ closing()?.error?.what ?? closing()?.state ?? 'idle' }}</p>
          <session-closer
            [client]="nitrolite.client"
            [sessionId]="chosen.sessionId"
            [names]="names"
            (closed)="paid.set($event.detail.closedAt)"
          />
          <output>{{ paid() }}</output>
        </article>
      }
    </main>
  `,
})
export class App {
  readonly nitrolite = inject(NitroliteService)
  readonly sessions = sessions
  readonly names = names
  readonly scenario = signal<OpenScenario | undefined>(undefined)
  readonly paid = signal<string | null>('')
  /** The service closes with one click. The element shows the same closing, and can be used to choose another split. */
  readonly closing = this.nitrolite.closingOf(computed(() => this.scenario()?.sessionId))

  async choose(chosen: OpenScenario): Promise<void> {
    this.scenario.set(chosen)
    // A real app passes the wallet of the browser: window.ethereum.
    await this.nitrolite.client.connect(chosen.signer.privateKey)
  }
}
