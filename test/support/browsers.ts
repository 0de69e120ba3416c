import { existsSync } from 'node:fs';
import { chromeLauncher } from '@web/test-runner-chrome';
import * as puppeteer from 'puppeteer-core';
import type { LaunchOptions } from 'puppeteer-core';

/** Leads to this machine, and is no secure context as `localhost` is. */
export const INSECURE_HOST = 'insecure.test';

const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--allow-loopback-in-peer-connection',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
];

const FIREFOX_PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.peerconnection.ice.loopback': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'network.dns.localDomains': INSECURE_HOST,
};

/** Where Chromium and Firefox are; the environment's `CHROMIUM` and `FIREFOX` count first. */
export const BROWSERS: Readonly<Record<'chromium' | 'firefox', readonly string[]>> = {
  chromium: [
    process.env['CHROMIUM'] ?? '',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  firefox: [
    process.env['FIREFOX'] ?? '',
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ],
};

/** The first that exists, or undefined. */
export function pathOf(browser: keyof typeof BROWSERS): string | undefined {
  return BROWSERS[browser].find((path) => path !== '' && existsSync(path));
}

/** How puppeteer starts a browser here, headless and with fake devices. */
export function launchOptions(browser: keyof typeof BROWSERS): LaunchOptions {
  const executablePath = pathOf(browser);
  if (!executablePath) throw new Error(`${browser} was not found; set ${browser.toUpperCase()} to its path.`);
  const own: LaunchOptions =
    browser === 'chromium'
      ? { args: CHROMIUM_ARGS }
      : { browser: 'firefox', extraPrefsFirefox: FIREFOX_PREFERENCES };
  return { executablePath, headless: true, ...own };
}

/** A launcher for the test runner. */
export function launcher(browser: keyof typeof BROWSERS): ReturnType<typeof chromeLauncher> {
  return chromeLauncher({ puppeteer, launchOptions: launchOptions(browser) });
}
