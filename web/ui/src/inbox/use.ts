const touchRest = 3000;

interface Used {
  inUse: boolean;
  released(): void;
}

/** Tells the list when a pointer, a finger or the focus is in it, so that no row moves there. */
export function watchUse(list: Used) {
  return (element: HTMLElement) => {
    let pointer = false;
    let focus = false;
    let watching = true;
    let rest: ReturnType<typeof setTimeout> | undefined;

    const update = () => {
      const used = pointer || focus;
      if (list.inUse && !used) list.released();
      list.inUse = used;
    };
    const enter = () => {
      clearTimeout(rest);
      pointer = true;
      update();
    };
    const leave = (event: PointerEvent) => {
      clearTimeout(rest);
      const gone = () => {
        pointer = false;
        update();
      };
      if (event.pointerType === 'touch') rest = setTimeout(gone, touchRest);
      else gone();
    };
    const focusin = () => {
      focus = true;
      update();
    };
    const focusout = () => {
      // Later, because a row that is taken away while it has the focus tells so in the middle of the update.
      setTimeout(() => {
        if (!watching) return;
        focus = element.contains(document.activeElement);
        update();
      });
    };

    element.addEventListener('pointerenter', enter);
    element.addEventListener('pointerleave', leave);
    element.addEventListener('focusin', focusin);
    element.addEventListener('focusout', focusout);
    return () => {
      watching = false;
      clearTimeout(rest);
      list.inUse = false;
      element.removeEventListener('pointerenter', enter);
      element.removeEventListener('pointerleave', leave);
      element.removeEventListener('focusin', focusin);
      element.removeEventListener('focusout', focusout);
    };
  };
}
