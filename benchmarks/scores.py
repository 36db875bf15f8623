"""The reader's scores against hand-made gold, as the table that docs/reader.md shows.

    .venv/bin/python benchmarks/scores.py [FOLDER]

FOLDER holds score.py, texts/, gold/, events/ and newsquant-dev.jsonl; it stands beside the project, in
../shared/evaluation, since the texts are not free to go with it.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from sandyq import read

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "evaluation"


def main() -> int:
    """Print the table; 1 where there is no gold."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None or not folder.is_dir():
        print(f"no gold at {folder}: give the folder that holds score.py")
        return 1
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    articles = score.score_articles(read, folder, 0)
    print("| articles | precision | recall | F1 |\n|---|---|---|---|")
    for name, value in articles.items():
        if isinstance(value, dict) and "f1" in value:
            print(f"| {name} | {value['p']} | {value['r']} | {value['f1']} |")
    slots = " / ".join(str(value) for value in articles["slots"].values())
    print(f"| slots of claims: {' / '.join(articles['slots'])}, % right | | | {slots} |")
    print(f"| quotes that reproduce | | | {articles['quotes that reproduce']} |")
    print("\n| NewsQuant, development half | precision | recall | F1 |\n|---|---|---|---|")
    for name, value in score.score_newsquant(read, folder / "newsquant-dev.jsonl", 0).items():
        print(f"| {name} | {value['p']} | {value['r']} | {value['f1']} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
