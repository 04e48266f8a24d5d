// How loud it is, in a <meter>: what everybody hears, as it is sent.
const LOOKED_EVERY = 100;

export function showLevel(capture, meter) {
  const listener = capture.sound.createAnalyser();
  listener.fftSize = 1024;
  const samples = new Float32Array(listener.fftSize);
  capture.sound.createMediaStreamSource(capture.mix.stream).connect(listener);
  return setInterval(() => {
    listener.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // −60 dB is silence, 0 is the loudest there is.
    meter.value = Math.max(0, 60 + 10 * Math.log10(power || 1e-6));
  }, LOOKED_EVERY);
}
