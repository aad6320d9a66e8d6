/** The commonest passwords of ten signs and more, as lists of stolen ones have them; lower case, without what is put before and behind. */
const COMMON = new Set(
  `1234567890 0123456789 1234567891 9876543210 0987654321 qwertyuiop asdfghjkl1 1qaz2wsx3e 1q2w3e4r5t q1w2e3r4t5 1qazxsw23e zaq12wsx3e
  password12 password123 password1234 passw0rd123 p@ssw0rd12 p@ssw0rd123 admin12345 admin123456 administrator adminadmin letmein123 welcome123
  iloveyou12 iloveyou123 woaini1314 woaini520520 5201314520 1314520520 abc1234567 abcd123456 abcdef1234 a123456789 aa12345678 aa123456789
  qwerty12345 qwerty123456 qwer123456 asd123456789 zxcvbnm123 zxcvbnm1234 111111111a 12345678910 123456789a 1234567890a 123123123123 112233445566
  147258369a 147852369a changeme123 duban12345 duban123456 anquan12345 anquan123456 anban123456 jiedao12345 mima123456 mima1234567 huanying123`.split(
    /\s+/,
  ),
);

/** Why a password will not do, as a Chinese sentence; undefined if it will. Its length is checked with the request. */
export function passwordFault(password: string, account: string): string | undefined {
  const plain = password.toLowerCase();
  const login = account.toLowerCase();
  // Doubling or lengthening the log-in name by a few signs is what is tried first.
  const rest = login.length >= 3 ? plain.replaceAll(login, '') : plain;
  if (plain === login || rest.length < 4) return '新密码不能由登录名构成';
  if (COMMON.has(plain) || COMMON.has(plain.replace(/[!@#.*?_-]+$/, ''))) return '这个密码太常见，极易被猜中，请换一个';
  if (new Set(plain).size < 5) return '新密码至少要有 5 个不同的字符';
  if (isRun(plain)) return '新密码不能是连续的数字或字母';
  return undefined;
}

/** Each sign follows the one before it: 2345678901, abcdefghij, and backwards. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((sign, i) => sign.charCodeAt(0) - text.charCodeAt(i));
  const [first = 0] = steps;
  return Math.abs(first) === 1 && steps.every((step) => step === first || step === -9 * first);
}
