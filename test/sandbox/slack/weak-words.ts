import type { Page } from 'playwright-core';

/** Words of a page that stand out too little from their ground (WCAG AA), each with its colours; what is switched off is left out. */
export function weakWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Rgba = readonly [number, number, number, number];
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const known = new Map<string, Rgba>();
    const rgba = (css: string): Rgba => {
      const found = known.get(css);
      if (found !== undefined || context === null) return found ?? [0, 0, 0, 1];
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
      known.set(css, [red, green, blue, alpha / 255]);
      return [red, green, blue, alpha / 255];
    };
    const luminance = (colour: Rgba) => {
      const [red = 0, green = 0, blue = 0] = colour.slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundOf = (from: Element | null): string => {
      for (let each = from; each !== null; each = each.parentElement) {
        const style = getComputedStyle(each);
        if (style.backgroundImage !== 'none') return 'picture';
        if (rgba(style.backgroundColor)[3] > 0.99) return style.backgroundColor;
      }
      return 'white';
    };
    const weak = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || node.textContent?.trim() === '' || !parent.checkVisibility()) continue;
      if (parent.closest('[disabled], [aria-hidden="true"], option, style, script') !== null) continue;
      const ground = groundOf(parent);
      if (ground === 'picture') continue;
      const style = getComputedStyle(parent);
      const colour = parent instanceof SVGElement ? style.fill : style.color;
      const [dark = 0, light = 0] = [luminance(rgba(colour)), luminance(rgba(ground))].toSorted((a, b) => a - b);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio < 4.5) weak.add(`${ratio.toFixed(2)} ${colour} on ${ground}: ${node.textContent?.slice(0, 40)}`);
    }
    return [...weak];
  });
}
