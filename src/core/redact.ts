const RULES: readonly (readonly [RegExp, string])[] = [
  // Whole queries: a signed URL's signature, token and credential all live there.
  [/\b((?:wss?|https?):\/\/[^\s?"'<>]*)\?[^\s"'<>]*/gi, '$1?…'],
  [/\b([a-z]+:\/\/)[^\s/@"']+:[^\s/@"']+@/gi, '$1…@'],
  [/\b(X-Amz-(?:Signature|Security-Token|Credential))([=:]\s*)[^&\s"']+/gi, '$1$2…'],
  // As a field of JSON, of an object that is printed, of SDP, or of an Authorization header.
  [
    /\b(credential|secretAccessKey|sessionToken|password|ice-pwd|Signature)(["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi,
    '$1$2…',
  ],
  [/\b(A[KS]IA)[A-Z0-9]{8,}/g, '$1…'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?/g, 'eyJ…'],
  [/\b(bearer|basic)\s+[\w.+/=~-]{8,}/gi, '$1 …'],
  [/[A-Za-z0-9+=_-]{40,}/g, '…'],
  // An AWS secret has slashes, as an ARN's last part has.
  [/(?<![\w/])(?!channel\/)[A-Za-z0-9+/]{39,}={0,2}(?![\w/])/g, '…'],
];

/** Removes what could be a secret from a text that a person or a log will see: queries of URLs, keys, tokens. */
export function redact(text: string | number | null | undefined): string {
  return RULES.reduce(
    (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
    String(text ?? ''),
  );
}
