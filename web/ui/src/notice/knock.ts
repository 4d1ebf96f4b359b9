const kept = 'firstbell.knock';

/** Whether open screens knock when somebody asks; chosen for each browser. */
export const knocks = {
  get on() {
    return localStorage.getItem(kept) === 'on';
  },
  set on(on: boolean) {
    if (on) localStorage.setItem(kept, 'on');
    else localStorage.removeItem(kept);
  },
};

/** Two short knocks. A browser in which nobody has pressed anything yet stays silent. */
export function knock() {
  const sound = new AudioContext();
  for (const at of [0, 0.16]) {
    const tone = sound.createOscillator();
    const level = sound.createGain();
    tone.frequency.value = 190;
    level.gain.setValueAtTime(0.4, sound.currentTime + at);
    level.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.12);
    tone.connect(level).connect(sound.destination);
    tone.start(sound.currentTime + at);
    tone.stop(sound.currentTime + at + 0.13);
  }
  setTimeout(() => void sound.close(), 500);
}
