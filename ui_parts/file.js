// Saves what the server hands over as a file, without a copy of it staying on the server.
watch('value', () => {
  const file = props.value;
  if (!file?.name) return;
  const link = Object.assign(document.createElement('a'), {download: file.name, href: URL.createObjectURL(new Blob([file.text], {type: file.type}))});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
