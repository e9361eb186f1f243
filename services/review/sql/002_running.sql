-- A new calendar moves the dates of what is running: read by task, page by page.
CREATE INDEX tasks_running ON tasks (task) WHERE state IN (1, 2);
