import { ChangeDetectionStrategy, Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import type { CameraState, KvsStateChangeEvent } from 'kvs-elements';

@Component({
  selector: 'app-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  // Lets templates use tags that are no components of Angular's.
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <main>
      <kvs-camera
        channel="front-door"
        region="us-west-2"
        token-url="/api/kvs/token"
        [label]="'Front door'"
        muted
        autoplay
        controls
        (kvs-statechange)="onStateChange($event)"
      ></kvs-camera>
      <p>
        Front door: <output>{{ state() }}</output>
      </p>
    </main>
  `,
})
export class App {
  readonly state = signal<CameraState>('idle');

  onStateChange(event: Event): void {
    this.state.set((event as KvsStateChangeEvent).state);
  }
}
