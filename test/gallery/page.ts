/** The gallery's page. The renderer runs in the browser; colours are those of Teams' two themes. [pure] */

const themes = {
  light: {
    page: '#f5f5f5',
    card: '#ffffff',
    text: { Default: '#242424', Subtle: '#616161' },
    tones: {
      accent: ['#cfe4fa', '#0f548c'],
      good: ['#d3f3d3', '#0e700e'],
      warning: ['#fde3c8', '#8a3707'],
      attention: ['#f9d9dc', '#960b18'],
    },
    emphasis: '#f0f0f0',
  },
  dark: {
    page: '#1f1f1f',
    card: '#292929',
    text: { Default: '#ffffff', Subtle: '#adadad' },
    tones: {
      accent: ['#0f3a5c', '#9cc8f0'],
      good: ['#0c3b0c', '#7fd97f'],
      warning: ['#4a2408', '#f7a668'],
      attention: ['#4a1016', '#f1a3ab'],
    },
    emphasis: '#3d3d3d',
  },
};
type Theme = (typeof themes)[keyof typeof themes];

const hostConfig = (theme: Theme) => {
  const color = (value: string, subtle = value) => ({ default: value, subtle });
  const colors = {
    default: color(theme.text.Default, theme.text.Subtle),
    accent: color(theme.tones.accent[1] ?? ''),
    good: color(theme.tones.good[1] ?? ''),
    warning: color(theme.tones.warning[1] ?? ''),
    attention: color(theme.tones.attention[1] ?? ''),
  };
  const container = (backgroundColor: string) => ({ backgroundColor, foregroundColors: colors });
  return {
    fontFamily: '"Segoe UI", "Noto Sans", sans-serif',
    spacing: { small: 4, default: 10, medium: 16, large: 24, extraLarge: 32, padding: 14 },
    supportsInteractivity: true,
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    actions: { maxActions: 6, buttonSpacing: 8, actionsOrientation: 'horizontal', actionAlignment: 'left' },
    containerStyles: {
      default: container(theme.card),
      emphasis: container(theme.emphasis),
      ...Object.fromEntries(
        Object.entries(theme.tones).map(([name, [background = '']]) => [name, container(background)]),
      ),
    },
  };
};

/** `<` in data must not end the script it stands in. */
const inScript = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c');

export const pageOf = (cards: { name: string; card: unknown }[]): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Mailferry: every card</title>
<style>
  body { margin: 0; padding: 24px; font-family: "Segoe UI", "Noto Sans", sans-serif; }
  h2 { font-size: 14px; font-weight: 600; margin: 28px 0 8px; }
  .pair { display: flex; gap: 24px; align-items: flex-start; }
  .card { border-radius: 6px; box-shadow: 0 1px 4px #0004; overflow: hidden; }
  .wide { width: 620px; } .phone { width: 340px; }
  .ac-pushButton { font: inherit; font-size: 13px; padding: 5px 12px; border-radius: 4px; border: 1px solid #8886;
    background: transparent; color: inherit; cursor: pointer; margin: 3px 0; }
  .ac-input { font: inherit; padding: 6px; width: 100%; box-sizing: border-box; }
</style>
<h1>Every card</h1>
<p><a href="?theme=light">light</a> · <a href="?theme=dark">dark</a></p>
<div id="cards"></div>
<script src="/adaptivecards.js"></script>
<script>
const cards = ${inScript(cards)};
const themes = ${inScript(Object.fromEntries(Object.entries(themes).map(([name, theme]) => [name, { ...theme, config: hostConfig(theme) }])))};
const theme = themes[new URLSearchParams(location.search).get('theme')] ?? themes.light;
document.body.style.background = theme.page;
document.body.style.color = theme.text.Default;
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  // What our cards use of Markdown: escapes, and an empty line between paragraphs.
  const plain = text.replace(/\\\\([\\\\\`*[\\]~_#>+.)-])/g, '$1').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const safe = plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  result.outputHtml = safe.split('\\n\\n').map((line) => '<p style="margin:0 0 6px">' + line + '</p>').join('');
  result.didProcess = true;
};
for (const { name, card } of cards) {
  const heading = document.createElement('h2');
  heading.textContent = name;
  const pair = document.createElement('div');
  pair.className = 'pair';
  for (const width of ['wide', 'phone']) {
    const made = new AdaptiveCards.AdaptiveCard();
    made.hostConfig = new AdaptiveCards.HostConfig(theme.config);
    made.parse(card);
    const place = document.createElement('div');
    place.className = 'card ' + width;
    place.append(made.render());
    pair.append(place);
  }
  document.getElementById('cards').append(heading, pair);
}
const done = document.createElement('p');
done.textContent = cards.length + ' cards drawn';
document.body.append(done);
</script></html>
`;
