// Every visible text of the page with too little contrast to what is painted behind it, by WCAG:
// 4.5 : 1, or 3 : 1 for large text. Run in the page; gives back a line for each finding.
() => {
  const ENOUGH = 4.5;
  const ENOUGH_FOR_LARGE = 3;
  const LARGE = 24;
  const LARGE_IF_BOLD = 18.66;

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  // The canvas understands every colour that the style sheet may compute to.
  function rgba(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { red, green, blue, alpha: alpha / 255 };
  }

  function over(top, bottom) {
    const mix = (name) => top[name] * top.alpha + bottom[name] * (1 - top.alpha);
    return { red: mix('red'), green: mix('green'), blue: mix('blue'), alpha: 1 };
  }

  // A gradient is judged by each of its colours: the text may stand on any of them.
  function backdrops(element) {
    if (!element) {
      return [{ red: 255, green: 255, blue: 255, alpha: 1 }];
    }
    const style = getComputedStyle(element);
    const stops = style.backgroundImage.match(/(rgb|oklab|color)a?\([^()]*\)/g);
    const own = stops?.map(rgba) ?? [rgba(style.backgroundColor)];
    if (own.every((colour) => colour.alpha === 1)) {
      return own;
    }
    return backdrops(element.parentElement)
      .flatMap((bottom) => own.map((top) => over(top, bottom)));
  }

  function luminance({ red, green, blue }) {
    const [r, g, b] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  const findings = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    const isSeen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (text === '' || !isSeen || element.closest('.unseen, [disabled]')) {
      continue;
    }
    const style = getComputedStyle(element);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= LARGE || (size >= LARGE_IF_BOLD && Number(style.fontWeight) >= 700);
    for (const behind of backdrops(element)) {
      const ratio = contrast(over(rgba(style.color), behind), behind);
      if (ratio < (isLarge ? ENOUGH_FOR_LARGE : ENOUGH)) {
        findings.push(`${ratio.toFixed(2)} : 1 for "${text.slice(0, 40)}" (${style.color})`);
      }
    }
  }
  return findings;
}
