"""``manage.py loadpacks``: make the database hold the word packs that are shipped."""

from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from game import packfiles, words
from game.models import Pack, Word
from game.packfiles import PackFile


class Command(BaseCommand):
    help = "Load the word packs of game/packs/.  Does nothing when none has changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """CommandError, before anything is written, if a file is wrong; it names every fault."""
        files = {path: packfiles.digest(path) for path in sorted(packfiles.FOLDER.glob("*.json"))}
        loaded = {str(pack): pack.digest for pack in Pack.objects.exclude(digest="")}
        changed = [path for path, digest in files.items() if loaded.get(path.stem) != digest]
        gone = loaded.keys() - {path.stem for path in files}
        if changed or gone:
            packs = read_all(list(files))
            with transaction.atomic():
                for path in changed:
                    store(packs[path], files[path])
                remove(gone)
            words.forget()
        self.stdout.write(
            f"word packs: {len(files)} packs, {Word.objects.count()} words; "
            f"{len(changed)} loaded, {len(gone)} removed"
        )


def read_all(paths: list[Path]) -> dict[Path, PackFile]:
    """Every pack in its right form, and no title twice in a language.  CommandError otherwise."""
    packs: dict[Path, PackFile] = {}
    wrong: list[str] = []
    for path in paths:
        try:
            packs[path] = packfiles.read(path)
        except (ValueError, msgspec.DecodeError) as error:
            wrong.append(f"{path.name}: {error}")
    titles = [(pack.language, pack.title) for pack in packs.values()]
    wrong += [
        f"two packs are called {title}" for _, title in {pair for pair in titles if titles.count(pair) > 1}
    ]
    if wrong:
        raise CommandError("the word packs are wrong:\n" + "\n".join(wrong))
    return packs


def store(pack: PackFile, digest: str) -> None:
    """Make the database hold this pack, word for word."""
    row, _ = Pack.objects.update_or_create(
        language=pack.language,
        topic=pack.topic,
        defaults={"title": pack.title, "vague": pack.vague, "digest": digest},
    )
    row.words.exclude(text__in=[entry.word for entry in pack.words]).delete()
    Word.objects.bulk_create(
        [
            Word(
                pack=row,
                text=entry.word,
                aliases=entry.aliases,
                hints=entry.hints,
                difficulty=entry.difficulty,
                close=entry.close,
            )
            for entry in pack.words
        ],
        update_conflicts=True,
        unique_fields=["pack", "text"],
        update_fields=["aliases", "hints", "difficulty", "close"],
    )


def remove(gone: set[str]) -> None:
    """Drop the packs whose files are no longer shipped; those made by hand stay."""
    for pack in Pack.objects.exclude(digest=""):
        if str(pack) in gone:
            pack.delete()
