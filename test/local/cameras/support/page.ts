/** What one viewer in the page is made with. */
export interface PageViewerOptions {
  /** Plays a tone of this frequency to the camera; without it the audio section has no track. */
  readonly toneHz?: number;
  /** Sends the browser's fake microphone: Firefox has no audio graph without a sound card. */
  readonly microphone?: boolean;
  /** Video codecs to offer, such as `H264`; all when left out. */
  readonly codecs?: readonly string[];
}

/** What a viewer sees at one moment. */
export interface Look {
  readonly rgb: readonly number[];
  readonly strip: readonly number[];
  readonly at: number;
}

/** One viewer in the page, driven from the test. */
export interface PageViewer {
  readonly pc: RTCPeerConnection;
  /** Types of the messages that came from the camera, in order. */
  readonly seen: string[];
  readonly answers: string[];
  readonly texts: string[];
  /** How often the data channel was closed from the far end. */
  closes: number;
  offer(options?: RTCOfferOptions): Promise<void>;
  send(action: string, payload: object): void;
  /** Ms from the first offer to the first frame. */
  firstFrame(timeoutMs: number): Promise<number>;
  look(): Look;
  /** Loudest frequency in Hz heard within two seconds, or 0. */
  tone(): Promise<number>;
  /** Frames decoded and audio packets received so far. */
  counts(): Promise<{ frames: number; packets: number }>;
  close(): void;
}

declare global {
  var viewers: Map<string, PageViewer>;
  var openViewer: (clientId: string, url: string, options: PageViewerOptions) => Promise<void>;
}

/** Puts `openViewer` into the page; runs there, so it may use nothing of this file. */
export function installViewers(): void {
  globalThis.viewers = new Map();
  globalThis.openViewer = async (clientId, url, { toneHz, microphone, codecs }) => {
    const pc = new RTCPeerConnection();
    const video = document.createElement('video');
    video.muted = true;
    video.autoplay = true;
    const audio = new AudioContext();
    const analyser = new AnalyserNode(audio, { fftSize: 8192, smoothingTimeConstant: 0 });
    document.body.append(video);
    const socket = new WebSocket(url);
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    const early: RTCIceCandidateInit[] = [];
    let offeredAt = 0;
    const viewer: PageViewer = {
      pc,
      seen: [],
      answers: [],
      texts: [],
      closes: 0,
      send: (action, payload) =>
        socket.send(JSON.stringify({ action, messagePayload: btoa(JSON.stringify(payload)) })),
      offer: async (options) => {
        await pc.setLocalDescription(await pc.createOffer(options));
        offeredAt ||= performance.now();
        viewer.send('SDP_OFFER', { type: 'offer', sdp: pc.localDescription?.sdp });
      },
      firstFrame: (timeoutMs) =>
        new Promise((resolve, reject) => {
          setTimeout(
            () => reject(new Error(`no frame in ${timeoutMs} ms, ${pc.connectionState}`)),
            timeoutMs,
          );
          video.requestVideoFrameCallback(() => resolve(performance.now() - offeredAt));
        }),
      look: () => {
        const { videoWidth: width, videoHeight: height } = video;
        const brush = new OffscreenCanvas(width, height).getContext('2d');
        if (!brush) throw new Error('no canvas');
        brush.drawImage(video, 0, 0);
        // Reading takes a while; what is read was there before.
        const at = Date.now();
        const { data } = brush.getImageData(0, 8, width, 1);
        const strip = Array.from(
          { length: 40 },
          (_cell, index) => data[Math.floor(((index + 0.5) * width) / 40) * 4 + 1] ?? 0,
        );
        const rgb = [...brush.getImageData(width * 0.08, height * 0.5, 1, 1).data].slice(0, 3);
        return { rgb, strip, at };
      },
      tone: async () => {
        await audio.resume();
        const levels = new Float32Array(analyser.frequencyBinCount);
        const end = performance.now() + 4000;
        let last = 0;
        while (performance.now() < end) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          analyser.getFloatFrequencyData(levels);
          const best = levels.indexOf(Math.max(...levels));
          if ((levels[best] ?? -200) < -60) continue;
          const hertz = (best * audio.sampleRate) / analyser.fftSize;
          if (hertz === last) return hertz;
          last = hertz;
        }
        return 0;
      },
      counts: async () => {
        const counts = { frames: 0, packets: 0 };
        for (const report of (await pc.getStats()).values() as Iterable<Record<string, unknown>>) {
          if (report['type'] !== 'inbound-rtp') continue;
          if (report['kind'] === 'video') counts.frames = Number(report['framesDecoded'] ?? 0);
          else counts.packets = Number(report['packetsReceived'] ?? 0);
        }
        return counts;
      },
      close: () => {
        pc.close();
        socket.close();
        video.remove();
        void audio.close();
      },
    };
    globalThis.viewers.set(clientId, viewer);
    socket.addEventListener('message', async ({ data }: MessageEvent<string>) => {
      const { messageType, messagePayload } = JSON.parse(data) as Record<string, string>;
      const payload = JSON.parse(atob(messagePayload ?? '')) as RTCSessionDescriptionInit &
        RTCIceCandidateInit;
      viewer.seen.push(messageType ?? '');
      if (messageType === 'SDP_ANSWER') {
        viewer.answers.push(payload.sdp ?? '');
        if (pc.signalingState !== 'have-local-offer') return;
        await pc.setRemoteDescription(payload);
        for (const candidate of early.splice(0)) await pc.addIceCandidate(candidate);
      } else if (pc.remoteDescription) await pc.addIceCandidate(payload).catch(() => undefined);
      else early.push(payload);
    });
    pc.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate?.candidate) viewer.send('ICE_CANDIDATE', candidate.toJSON());
    });
    pc.addEventListener('track', ({ track }) => {
      const stream = new MediaStream([track]);
      if (track.kind === 'video') video.srcObject = stream;
      else {
        // Chromium feeds a remote track to the audio graph only while an element plays it too.
        const player = new Audio();
        player.muted = true;
        player.srcObject = stream;
        void player.play();
        audio.createMediaStreamSource(stream).connect(analyser);
      }
    });
    const channelToCamera = pc.createDataChannel('kvsDataChannel');
    channelToCamera.addEventListener('message', ({ data }: MessageEvent<string>) => viewer.texts.push(data));
    channelToCamera.addEventListener('close', () => (viewer.closes += 1));
    channelToCamera.addEventListener('open', () => channelToCamera.send(`hello of ${clientId}`));
    const picture = pc.addTransceiver('video', { direction: 'recvonly' });
    if (codecs) {
      const known = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
      picture.setCodecPreferences(known.filter(({ mimeType }) => codecs.includes(mimeType.slice(6))));
    }
    const sound = pc.addTransceiver('audio', { direction: 'sendrecv' });
    if (toneHz !== undefined) {
      const tone = new OscillatorNode(audio, { frequency: toneHz });
      const target = audio.createMediaStreamDestination();
      tone.connect(target);
      tone.start();
      await sound.sender.replaceTrack(target.stream.getAudioTracks()[0] ?? null);
    }
    if (microphone) {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      await sound.sender.replaceTrack(stream.getAudioTracks()[0] ?? null);
    }
    await viewer.offer();
  };
}
