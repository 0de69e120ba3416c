/** An image for the time without a picture. */
export const POSTER =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><defs><linearGradient id="sky" x2="0" y2="1">' +
      '<stop stop-color="#33475f"/><stop offset="1" stop-color="#8fa3b5"/></linearGradient></defs>' +
      '<path fill="url(#sky)" d="M0 0h16v9H0z"/><path fill="#22303f" d="M0 6l4-2 4 1.6L12.500 3.600 16 5.500V9H0z"/></svg>',
  );
