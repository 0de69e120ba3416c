// The signs between the parts of a secret may be percent-encoded, even twice: `=` is `%3D` or `%253D` then.
const RULES: readonly (readonly [RegExp, string])[] = [
  // Whole queries: a signed URL's signature, token and credential all live there.
  [/((?:ws|http)s?(?::|%[25]*3A)[^\s"'<>]*?(?:\?|%[25]*3F))[^\s"'<>]*/gi, '$1…'],
  [/(:\/\/|%[25]*3A%[25]*2F%[25]*2F)[^\s/@"']+(?::|%[25]*3A)[^\s/@"']+(?:@|%[25]*40)/gi, '$1…@'],
  [/((?:turn|stun)s?(?::|%[25]*3A))\S+(?:@|%[25]*40)/gi, '$1…@'],
  // As a field of JSON, of an object that is printed, of SDP, of a query, or of an Authorization header.
  [
    /((?:credential|secretAccessKey|(?:session|security-)token|password|ice-pwd|signature)(?:["']|%[25]*22)?\s*(?:[=:]|%[25]*3[AD])\s*(?:["']|%[25]*22)?)[^\s"'&,;}]+/gi,
    '$1…',
  ],
  [/((?:\b|%\w\w)A[KS]IA)[A-Z0-9]{8,}/g, '$1…'],
  [/((?:\b|%\w\w)eyJ)[\w-]+\.[\w-]+(?:\.[\w-]+)?/g, '$1…'],
  [/(bearer|basic)(?:\s|%[25]*20)+[\w.+/=~-]{8,}/gi, '$1 …'],
  [/[A-Za-z0-9+=_-]{40,}/g, '…'],
  // An AWS secret has slashes, as an ARN's last part has.
  [/(?<![\w/])(?!channel\/)[A-Za-z0-9+/]{39,}={0,2}(?![\w/])/g, '…'],
];

/** Nobody reads more, and the rules take the square of it. */
const LONGEST = 9_999;

/**
 * Removes what could be a secret from a text that a person or a log will see: queries of URLs, keys, tokens. Of a very
 * long text only the beginning is left.
 */
export function redact(text: string | number | null | undefined): string {
  return RULES.reduce(
    (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
    String(text ?? '').slice(0, LONGEST),
  );
}
