import { describe, expect, it } from 'vitest';
import { loadSettings, SettingsError } from '../../workers/config.ts';

const SECRET = `whsec_${'A'.repeat(32)}`;
const HOOK = { DUBAN_WEBHOOK_URL: 'https://oa.example.org/hook', DUBAN_WEBHOOK_SECRET: SECRET };
const TEXT = {
  DUBAN_TEXT_URL: 'https://sms.example.org/send?to={phone}',
  DUBAN_TEXT_BODY: '{"content":"{text}"}',
};

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings of channels', () => {
  it('are absent unless given', () => {
    expect(loadSettings({})).toMatchObject({ webhook: undefined, text: undefined, bounceToken: undefined });
  });

  it('are complete when given', () => {
    const settings = loadSettings({
      ...HOOK,
      ...TEXT,
      DUBAN_TEXT_ACCEPTED: '"code":0',
      DUBAN_BOUNCE_TOKEN: 'b'.repeat(40),
    });
    expect(settings).toMatchObject({
      webhook: { url: HOOK.DUBAN_WEBHOOK_URL, secret: SECRET },
      text: {
        url: TEXT.DUBAN_TEXT_URL,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        accepted: '"code":0',
      },
      bounceToken: 'b'.repeat(40),
    });
  });

  it.each([
    [{ DUBAN_WEBHOOK_URL: 'https://oa.example.org' }, 'DUBAN_WEBHOOK_URL 与 DUBAN_WEBHOOK_SECRET 必须同时设置'],
    [{ ...HOOK, DUBAN_WEBHOOK_SECRET: 'short' }, 'DUBAN_WEBHOOK_SECRET：应为 whsec_'],
    [{ ...HOOK, DUBAN_WEBHOOK_URL: 'file:///etc/passwd' }, 'DUBAN_WEBHOOK_URL：应为形如'],
    [{ DUBAN_TEXT_BODY: 'x' }, '没有设置 DUBAN_TEXT_URL'],
    [{ DUBAN_TEXT_URL: 'https://sms.example.org/send' }, '必须有 {phone} 和 {text}'],
    [{ ...TEXT, DUBAN_TEXT_HEADERS: 'Authorization: x' }, 'DUBAN_TEXT_HEADERS：应为 JSON 对象'],
    [{ ...TEXT, DUBAN_TEXT_HEADERS: '{"x":"a\\r\\nb: c"}' }, 'DUBAN_TEXT_HEADERS：应为 JSON 对象'],
    [{ ...TEXT, DUBAN_TEXT_METHOD: 'DELETE' }, 'DUBAN_TEXT_METHOD：只能是'],
    [{ DUBAN_BOUNCE_TOKEN: 'short' }, 'DUBAN_BOUNCE_TOKEN：应为 32 至 100'],
    [{ DUBAN_SMS_URL: 'https://sms.example.org' }, 'DUBAN_SMS_URL：不认识的设置'],
  ] as const)('%j stops the start', (env, why) => {
    const problems = problemsOf({ ...env });
    expect(problems).toContainEqual(expect.stringContaining(why));
    expect(problems.join()).not.toContain(SECRET);
  });
});
