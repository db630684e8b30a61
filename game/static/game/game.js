// The game's elements, for the room page.

import "game/board";
import "game/card";
import "game/describing";
import "game/discussing";
import "game/guessing";
import "game/over";
import "game/panel";
import "game/peek";
import "game/reveal";
import "game/tile";
import "game/voting";
