// lightspeed-host app.lua: opens the house and keeps it open until it is interrupted.
#pragma once

// The program's whole run; gives its exit code.
int serve_main(int count, char **arguments);
