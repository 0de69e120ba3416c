// The CLI links Angular's own packages when it builds; without it the compiler does, in the browser.
import '@angular/compiler';
import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import 'kvs-elements';
import { App } from './app.js';

await bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
