/**
 * Asks with a confirm dialog of Block Kit; resolves with true when it was confirmed.
 * @param {{ title: string, text: string, confirm: string, deny: string, danger: boolean }} words
 * @returns {Promise<boolean>}
 */
export function askToConfirm(words) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('confirm'));
  const title = document.createElement('h2');
  title.id = 'confirm-title';
  title.textContent = words.title;
  const text = document.createElement('p');
  text.textContent = words.text;
  const footer = document.createElement('footer');
  footer.append(choice(words.deny, 'deny', ''), choice(words.confirm, 'confirm', words.danger ? 'danger' : 'primary'));
  dialog.replaceChildren(title, text, footer);
  dialog.returnValue = 'deny';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'confirm'), { once: true });
  });

  /** @param {string} label @param {string} value @param {string} style */
  function choice(label, value, style) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = `button ${style}`;
    button.textContent = label;
    button.addEventListener('click', () => dialog.close(value));
    return button;
  }
}
