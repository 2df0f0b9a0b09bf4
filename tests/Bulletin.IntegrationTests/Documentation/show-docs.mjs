// Shows a page in Chromium and prints, as JSON, what it asked for, what the browser refused it, and what it says.
// node show-docs.mjs <address> <text to wait for>; the browser is /usr/bin/chromium, or the program that CHROMIUM names.
import { chromium } from 'playwright-core';

const [address, expected] = process.argv.slice(2);
// A container has neither the kernel's namespaces for the sandbox nor much shared memory.
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
try {
  const requests = [];
  const errors = [];
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.addInitScript(() => {
    window.refused = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(address, { waitUntil: 'load' });
  await page.getByText(expected).first().waitFor({ timeout: 60_000 });
  // Parts of the page come when they are scrolled into view, and may ask for more.
  for (let screens = 0; screens < 200; screens++) {
    await page.mouse.wheel(0, 1000);
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
  }
  await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
  console.log(JSON.stringify({
    requests,
    errors,
    refused: await page.evaluate(() => window.refused),
    text: await page.evaluate(() => document.body.innerText),
    links: await page.evaluate(() => [...document.querySelectorAll('a[href]')].map((link) => link.href)),
  }));
} finally {
  await browser.close();
}
