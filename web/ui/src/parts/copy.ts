/** Copies a text. Without HTTPS a browser gives no clipboard; then it is selected and copied the old way. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const line = Object.assign(document.createElement('input'), { value: text, readOnly: true });
    const focused = document.activeElement;
    document.body.append(line);
    line.select();
    const copied = document.execCommand('copy');
    line.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}
