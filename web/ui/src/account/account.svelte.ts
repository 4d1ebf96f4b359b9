/** The two dialogs any screen can open. */
class Account {
  open = $state(false);
  sheet = $state(false);

  show() {
    this.open = true;
  }
}

export const account = new Account();
