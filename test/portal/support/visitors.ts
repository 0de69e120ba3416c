import { launch, type Browser, type Page } from 'puppeteer-core';
import { launchOptions, type BROWSERS } from '../../support/browsers.js';

/** Somebody who has the portal open. */
export interface Visitor {
  readonly browser: Browser;
  readonly page: Page;
  /** Errors and warnings of the page, in words. */
  readonly complaints: readonly string[];
}

/** Opens the portal in each browser; if one cannot, none stays open. */
export async function openVisitors(
  names: readonly (keyof typeof BROWSERS)[],
  url: string,
): Promise<readonly Visitor[]> {
  const browsers = await Promise.all(names.map((name) => launch(launchOptions(name))));
  try {
    return await Promise.all(browsers.map((browser) => openVisitor(browser, url)));
  } catch (cause) {
    await Promise.all(browsers.map((browser) => browser.close()));
    throw cause;
  }
}

async function openVisitor(browser: Browser, url: string): Promise<Visitor> {
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  const complaints: string[] = [];
  // A browser names the whole signed URL of a socket that fails; its host says enough.
  const complain = (text: string): void => void complaints.push(text.replaceAll(/\?X-Amz-\S*/g, ''));
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complain(message.text());
  });
  page.on('pageerror', (error) => complain(String(error)));
  await page.goto(url);
  return { browser, page, complaints };
}
