/** The few emoji that bots use; any other name is shown as it was typed. */
const EMOJI: Record<string, string> = {
  '+1': '👍',
  '-1': '👎',
  alarm_clock: '⏰',
  arrow_right: '➡️',
  ballot_box_with_check: '☑️',
  bell: '🔔',
  bulb: '💡',
  calendar: '📆',
  chart_with_downwards_trend: '📉',
  chart_with_upwards_trend: '📈',
  clipboard: '📋',
  closed_lock_with_key: '🔐',
  eyes: '👀',
  fire: '🔥',
  gear: '⚙️',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  key: '🔑',
  large_blue_circle: '🔵',
  large_green_circle: '🟢',
  large_orange_circle: '🟠',
  large_yellow_circle: '🟡',
  lock: '🔒',
  mag: '🔍',
  no_entry: '⛔',
  ok_hand: '👌',
  pushpin: '📌',
  question: '❓',
  red_circle: '🔴',
  rocket: '🚀',
  rotating_light: '🚨',
  shield: '🛡️',
  smile: '😄',
  sparkles: '✨',
  tada: '🎉',
  unlock: '🔓',
  warning: '⚠️',
  wave: '👋',
  white_check_mark: '✅',
  white_circle: '⚪',
  x: '❌',
  zap: '⚡',
};

/** The emoji of a name without colons, or undefined. */
export function emoji(name: string): string | undefined {
  return EMOJI[name];
}

/** Replaces `:name:` where the name is known. */
export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (typed, name: string) => emoji(name) ?? typed);
}
