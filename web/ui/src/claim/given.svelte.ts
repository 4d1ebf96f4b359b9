/** A lead that a colleague has given me. */
export interface Gift {
  id: number;
  name: string;
  from: string;
}

/** What was given to me while I was here and I have not opened yet, the newest last. */
class Given {
  gifts = $state.raw<Gift[]>([]);

  add(gift: Gift) {
    this.drop(gift.id);
    this.gifts = [...this.gifts, gift];
  }

  /** It was opened, or went on to somebody else. */
  drop(id: number) {
    if (this.gifts.some((gift) => gift.id === id)) this.gifts = this.gifts.filter((gift) => gift.id !== id);
  }
}

export const given = new Given();
