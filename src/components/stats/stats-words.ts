/** What the statistics are called; a page may change them by `registerWords`. */
export interface StatsWords {
  readonly 'stats-picture': string;
  readonly 'stats-frames': string;
  readonly 'stats-bit-rate': string;
  readonly 'stats-latency': string;
  readonly 'stats-network': string;
  readonly 'stats-direct': string;
  readonly 'stats-relayed': string;
  readonly 'stats-loss': string;
  readonly 'stats-jitter': string;
  readonly 'stats-dropped': string;
  readonly 'stats-freezes': string;
  readonly 'stats-first-picture': string;
  readonly 'stats-sound': string;
}

const ENGLISH: StatsWords = {
  'stats-picture': 'Picture',
  'stats-frames': 'Frames/s',
  'stats-bit-rate': 'Bit rate',
  'stats-latency': 'Latency',
  'stats-network': 'Network',
  'stats-direct': 'direct',
  'stats-relayed': 'relayed',
  'stats-loss': 'Loss',
  'stats-jitter': 'Jitter',
  'stats-dropped': 'Dropped',
  'stats-freezes': 'Freezes',
  'stats-first-picture': 'First picture',
  'stats-sound': 'Sound',
};

/** Those of every language; all are small and come with the panel. */
export const STATS_WORDS: Readonly<Record<string, StatsWords>> = {
  en: ENGLISH,
  de: {
    'stats-picture': 'Bild',
    'stats-frames': 'Bilder/s',
    'stats-bit-rate': 'Bitrate',
    'stats-latency': 'Verzögerung',
    'stats-network': 'Netz',
    'stats-direct': 'direkt',
    'stats-relayed': 'über Relay',
    'stats-loss': 'Verlust',
    'stats-jitter': 'Schwankung',
    'stats-dropped': 'Verworfen',
    'stats-freezes': 'Standbilder',
    'stats-first-picture': 'Erstes Bild',
    'stats-sound': 'Ton',
  },
  es: {
    'stats-picture': 'Imagen',
    'stats-frames': 'Imágenes/s',
    'stats-bit-rate': 'Tasa de bits',
    'stats-latency': 'Retardo',
    'stats-network': 'Red',
    'stats-direct': 'directa',
    'stats-relayed': 'por relé',
    'stats-loss': 'Pérdida',
    'stats-jitter': 'Fluctuación',
    'stats-dropped': 'Descartadas',
    'stats-freezes': 'Congelaciones',
    'stats-first-picture': 'Primera imagen',
    'stats-sound': 'Sonido',
  },
  fr: {
    'stats-picture': 'Image',
    'stats-frames': 'Images/s',
    'stats-bit-rate': 'Débit',
    'stats-latency': 'Retard',
    'stats-network': 'Réseau',
    'stats-direct': 'direct',
    'stats-relayed': 'relayé',
    'stats-loss': 'Pertes',
    'stats-jitter': 'Gigue',
    'stats-dropped': 'Rejetées',
    'stats-freezes': 'Figements',
    'stats-first-picture': 'Première image',
    'stats-sound': 'Son',
  },
  ja: {
    'stats-picture': '映像',
    'stats-frames': 'フレーム/秒',
    'stats-bit-rate': 'ビットレート',
    'stats-latency': '遅延',
    'stats-network': 'ネットワーク',
    'stats-direct': '直接',
    'stats-relayed': 'リレー経由',
    'stats-loss': '損失',
    'stats-jitter': 'ジッター',
    'stats-dropped': '破棄',
    'stats-freezes': 'フリーズ',
    'stats-first-picture': '最初の映像',
    'stats-sound': '音声',
  },
  vi: {
    'stats-picture': 'Hình',
    'stats-frames': 'Khung hình/s',
    'stats-bit-rate': 'Tốc độ bit',
    'stats-latency': 'Độ trễ',
    'stats-network': 'Mạng',
    'stats-direct': 'trực tiếp',
    'stats-relayed': 'qua trung chuyển',
    'stats-loss': 'Mất gói',
    'stats-jitter': 'Dao động',
    'stats-dropped': 'Bị bỏ',
    'stats-freezes': 'Đứng hình',
    'stats-first-picture': 'Hình đầu tiên',
    'stats-sound': 'Âm thanh',
  },
};
