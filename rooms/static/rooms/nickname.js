// Nicknames: another one at the press of a button, and the chosen one kept for the next room.

const KEPT = "lie.nickname";

/** First and second words of nicknames.  Data, not sentences: they are not translated but different. */
const WORDS = {
  ko: {
    first: [
      "수상한",
      "태연한",
      "능청스런",
      "솔직한",
      "시치미떼는",
      "의심많은",
      "날카로운",
      "엉뚱한",
      "조용한",
      "대담한",
      "눈치빠른",
      "포커페이스",
    ],
    second: [
      "여우",
      "너구리",
      "고양이",
      "앵무새",
      "부엉이",
      "수달",
      "피노키오",
      "까마귀",
      "문어",
      "고슴도치",
      "판다",
      "두더지",
    ],
  },
  en: {
    first: [
      "Sly",
      "Calm",
      "Honest",
      "Shifty",
      "Smooth",
      "Doubtful",
      "Sharp",
      "Odd",
      "Quiet",
      "Bold",
      "Wary",
      "Deadpan",
    ],
    second: [
      "Fox",
      "Raccoon",
      "Cat",
      "Parrot",
      "Owl",
      "Otter",
      "Pinocchio",
      "Crow",
      "Octopus",
      "Hedgehog",
      "Panda",
      "Mole",
    ],
  },
};

const any = (list) => list[Math.floor(Math.random() * list.length)];

function another() {
  const { first, second } = WORDS[document.documentElement.lang] ?? WORDS.en;
  return `${any(first)} ${any(second)}`;
}

/** Wire the nickname field below ``root``. */
export function offerNicknames(root) {
  const input = root.querySelector("[name=nickname]");
  input.value = localStorage.getItem(KEPT) ?? input.value;
  root.querySelector("[data-another-nickname]").addEventListener("click", () => {
    input.value = another();
    localStorage.removeItem(KEPT);
  });
  input.addEventListener("change", () => localStorage.setItem(KEPT, input.value.trim()));
}
