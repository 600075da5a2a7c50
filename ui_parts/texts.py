"""Every text that the chat says itself, in one place, so that it can be said in another language."""

from __future__ import annotations

NAME = "Ask your articles"

# --- start
WARMING = "Warming up"
WARMING_WHY = "The models that read your documents are being loaded. This page becomes the chat as soon as they are there."
WARMING_STEPS = {
    "starting": "Starting",
    "loading models": "Loading the models",
    "adding documents": "Reading the documents",
    "preparing the page": "Setting the page",
}
WARMING_LOST = "The server has stopped. Its terminal says why; start it again and this page goes on."

# --- views and conversations
VIEWS = "Views"
CHAT, DOCUMENTS, FACTS = "Chat", "Documents", "Facts"
NEW_CHAT = "New chat"
MENU, CLOSE = "Menu", "Close"
CONVERSATIONS = "Conversations"
SEARCH_CONVERSATIONS = "Search conversations"
NO_CONVERSATIONS = "Your conversations appear here."
NONE_FOUND = "No conversation has these words."
TODAY, YESTERDAY, THIS_WEEK, EARLIER = "Today", "Yesterday", "This week", "Earlier"
MORE_ABOUT = "More about “{title}”"
RENAME, DELETE, REALLY_DELETE = "Rename", "Delete", "Really delete?"
EXPORT_MARKDOWN, EXPORT_JSON = "Export as Markdown", "Export as JSON"
NEW_TITLE = "New title"
UNTITLED = "Untitled"

# --- asking
WELCOME = "What would you like to know?"
WELCOME_WHY = "Ask in plain words. Every number in an answer is one click from the sentence it comes from."
WELCOME_EMPTY = "Add a document to begin"
WELCOME_EMPTY_WHY = "Articles, reports, minutes: whatever you want to ask about. Files stay on this machine."
SUGGESTED = "Questions that your documents answer"
MAKING_SUGGESTIONS = "Looking for questions that your documents answer …"
QUESTION, PLACEHOLDER = "Question", "Ask about your documents"
ASK, STOP = "Ask", "Stop"
EDITING, CANCEL = "Editing your last question", "Cancel"
ASKS_ALL = "Asking all documents"
ASKS_ONE, ASKS_SOME = "Asking 1 of {total} documents", "Asking {count} of {total} documents"
CHOOSE = "Which documents does this conversation ask?"
ALL_DOCUMENTS = "All documents"
EARLIER_TURNS = "Show earlier questions"
YOU_ASKED, ANSWERED = "You asked", "Answer"
SEARCHING, SEARCHED = "Searching", "Searched"
READING, READING_ONE = "Reading {count} passages", "Reading 1 passage"
WRITING = "Writing a draft that is not checked yet"
STOPPED = "Stopped."
NO_ANSWER = "No answer"
WENT_WRONG = "Something went wrong here. The server’s log says what."

# --- answers
VERDICTS = {
    "answered": "",
    "not_in_sources": "Not in the documents",
    "corrected": "The documents say otherwise",
    "conflicting": "The documents disagree",
}
UNDERSTOOD = "Understood as"
AS_TYPED = "Ask it as typed"
SOURCE = "source {n}: {title}"
FOUND = "found in the source"
WORKED_OUT = "worked out from sources {numbers}"
NOT_FOUND = "not found in the source"
NOT_FOUND_WHY = "No source holds “{value}”."
SURE = "{percent} % sure"
CLOSEST = "Closest passage"
INSTEAD = "Your documents do answer"
COPY, COPIED = "Copy", "Copied"
LIKE, DISLIKE = "Good answer", "Bad answer"
RETRY, EDIT = "Ask again", "Edit the question"
COMMENT, SEND, THANKS = "What was good or bad about it? (optional)", "Send", "Thank you, noted."

# --- sources
SOURCE_PANEL = "Source"
PAGE = "page {page}"
OF_CITATIONS = "{n} of {total}"
PREVIOUS, NEXT = "Previous citation", "Next citation"
COPY_LINK, LINK_COPIED = "Copy a link to this place", "Link copied"
TEXT_OF = "Text of {title}"
EARLIER_TEXT, LATER_TEXT = "Show earlier text", "Show later text"
CITED_HERE = "Cited in this answer too"

# --- documents
DOCUMENTS_WHY = "Everything that is asked about. Drop files anywhere on this page, choose them, or paste a text."
ADD_FILES, PASTE = "Add files", "Paste text"
DROP = "Drop files to add them"
FORMATS = "Text, Markdown, HTML, PDF and Word, up to {limit} MB each"
PASTE_TITLE, PASTE_TEXT, PASTE_ADD = "Title (optional)", "Text", "Add this text"
NO_DOCUMENTS = "No documents yet."
CAME_WITH = "came with the product"
PUBLISHED, ADDED_ON = "published {day}", "added {day}"
PASSAGE_COUNT, PASSAGE_ONE = "{count} passages", "1 passage"
PAGES, ONE_PAGE, CHARACTERS = "{count} pages", "1 page", "{count} characters"
REMOVE, REMOVED, UNDO = "Remove", "Removed “{title}”.", "Undo"
RESTORED = "“{title}” is back."
STATUS = {
    "waiting": "waiting",
    "reading": "reading",
    "added": "added",
    "replaced": "replaced the earlier version",
    "unchanged": "was already here",
    "rejected": "not added",
}
ADDING = "Files being added"

# --- facts
FACTS_WHY = "Every value in your documents, with what it measures. A row opens the sentence that states it."
FACT_COLUMNS = ("Value", "What it measures", "As of", "Document")
KIND, ALL_KINDS, FIND_FACTS = "Kind", "All kinds", "Search what is measured"
KINDS = {
    "amount": "Amounts",
    "percent": "Percents",
    "points": "Percentage points",
    "multiple": "Multiples",
    "date": "Dates",
    "date_range": "Periods",
    "duration": "Lengths of time",
    "count": "Counts",
    "number": "Numbers",
    "imprecise": "Imprecise",
}
KIND_OF_ONE = {
    "amount": "amount",
    "percent": "percent",
    "points": "points",
    "multiple": "multiple",
    "date": "date",
    "date_range": "period",
    "duration": "duration",
    "count": "count",
    "number": "number",
    "imprecise": "imprecise",
}
NO_FACTS = "No value fits. Try other words, or another kind."
FACTS_SHOWN = "{count} values"
FACTS_CUT = "The first {shown} of {count} values. Search, or download all."
CSV = "Download CSV"
TIMELINE = "Timeline"
BARS = "Amounts compared"
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
DISAGREEING = "Values that disagree"
UPDATED_GROUP, DIFFERING_GROUP = "updated since", "differ"
OPEN_SOURCE = "Open the source of {value}"
