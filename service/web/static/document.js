// The contents of a document tell which section is being read, and lead to it from an address that only names it.
{
  const links = new Map();
  for (const link of document.querySelectorAll(".contents a")) links.set(link.hash.slice(1), link);

  // A section in another part of the document has no place on this page; its link in the contents knows where it is.
  const wanted = location.hash.slice(1);
  if (wanted && !document.getElementById(wanted) && links.has(wanted)) location.replace(links.get(wanted).href);

  const shown = new Set();
  const sections = [...document.querySelectorAll(".text > section[id]")].filter((section) => links.has(section.id));
  const contents = document.querySelector(".contents");

  // Where several sections are in sight the first of them is being read.
  const tell = () => {
    const reading = sections.find((section) => shown.has(section));
    if (!reading) return;
    for (const link of links.values()) link.removeAttribute("aria-current");
    const link = links.get(reading.id);
    link.setAttribute("aria-current", "location");
    const list = contents.querySelector("ol");
    const scrolled = list.scrollHeight > list.clientHeight ? list : contents;
    const away = link.getBoundingClientRect().top - scrolled.getBoundingClientRect().top;
    if (away < 40 || away > scrolled.clientHeight - 40) scrolled.scrollTop += away - scrolled.clientHeight / 3;
  };

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) entry.isIntersecting ? shown.add(entry.target) : shown.delete(entry.target);
    tell();
  }, { rootMargin: "-15% 0px -60% 0px" });
  for (const section of sections) watcher.observe(section);
}
