// The page of a show: each concept is a file of its own, and all of them listen before the room is entered.
import "./moments.js";
import "./figures.js";
import "./picture.js";
import "./log.js";
import "./history.js";
import "./quiet.js";
import "./connection.js";
import "./composer.js";
import "./door.js";
import "./offers.js";
import "./emotes.js";
import "./modes.js";
import "./reacting.js";
import "./goals.js";
import "./poll.js";
import "./quiet_forms.js";
import "./hype.js";
import "./given.js";
import "./celebration.js";
import "./line_menu.js";
import "./backstage.js";
import { enter } from "./room.js";

enter();
