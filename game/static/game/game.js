// The game's elements, for the room page.

import "game/board";
import "game/card";
import "game/defence";
import "game/describing";
import "game/discussing";
import "game/guessing";
import "game/missed";
import "game/more-time";
import "game/news";
import "game/noses";
import "game/over";
import "game/pack-choice";
import "game/panel";
import "game/pause";
import "game/peek";
import "game/question";
import "game/reveal";
import "game/tile";
import "game/voting";
